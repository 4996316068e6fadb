#!/usr/bin/env bash
# "Discovering AWS with the CLI, part 2: ECS and Fargate", as it works today: the tutorial's own commands in its own
# order, and a word wherever one had to change. Needs a REGION.
set -euo pipefail

say() { echo "$1=$2"; }
quiet() { "$@" > /dev/null; }

# --- Creating a repository. (Long ARNs need no switch any more.)
ACCOUNT=$(aws sts get-caller-identity --query Account --output text)
REGISTRY=$ACCOUNT.dkr.ecr.$REGION.amazonaws.com

create_repository() {
  quiet aws ecr create-repository --repository-name "$1" --tags Key=Environment,Value=Demo
  aws ecr describe-repositories --repository-names "$1" --query "repositories[0].repositoryUri" --output text
}

# Instead of docker build and docker push, which need Docker: an image without layers. The practice cloud has the
# wizard's own apps, each for a repository of its name.
push() {
  quiet aws ecr put-image --repository-name "$1" --image-tag 0.1 --image-manifest '{
    "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": [],
    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "size": 2,
      "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}}'
}

say REPOSITORY "$(create_repository static-app)"
push static-app

quiet aws ecs create-cluster --cluster-name demo-cluster --tags key=Environment,value=Demo

# --- IAM role for the ECS agent. (A name of its own: ecsTaskExecutionRole belongs to the account. The policy's ARN is known.)
ROLEARN=$(aws iam create-role --role-name demo-execution --assume-role-policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["ecs-tasks.amazonaws.com"]},"Action":["sts:AssumeRole"]}]}' \
  --query "Role.Arn" --output text)
aws iam attach-role-policy --role-name demo-execution \
  --policy-arn arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy

# --- Registering a task definition. (With a log group: without one nothing that a container says is kept.)
aws logs create-log-group --log-group-name /demo

register_task_definition() { # name, environment
  aws ecs register-task-definition --family "$1" --network-mode awsvpc --requires-compatibilities FARGATE \
    --cpu 256 --memory 512 --execution-role-arn "$ROLEARN" --container-definitions '[{
      "name": "'"$1"'", "image": "'"$REGISTRY/$1"':0.1", "essential": true, "environment": ['"${2-}"'],
      "portMappings": [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}],
      "logConfiguration": {"logDriver": "awslogs", "options": {
        "awslogs-group": "/demo", "awslogs-region": "'"$REGION"'", "awslogs-stream-prefix": "'"$1"'"}}}]' \
    --tags key=Environment,value=Demo --query "taskDefinition.revision" --output text
}

TASKREVISION=$(register_task_definition static-app)

# --- Creating a service: first its network. (Each attribute in a call of its own; two private subnets with a table of their own.)
VPCID=$(aws ec2 create-vpc --cidr-block 10.0.0.0/16 --query "Vpc.VpcId" --output text)
aws ec2 create-tags --resources "$VPCID" --tags Key=Environment,Value=Demo
aws ec2 modify-vpc-attribute --vpc-id "$VPCID" --enable-dns-hostnames
aws ec2 modify-vpc-attribute --vpc-id "$VPCID" --enable-dns-support

create_subnet() {
  aws ec2 create-subnet --vpc-id "$VPCID" --cidr-block "$1" --availability-zone "$2" --query "Subnet.SubnetId" --output text
}

SUBNETID=$(create_subnet 10.0.1.0/24 "${REGION}b")
SUBNET2ID=$(create_subnet 10.0.2.0/24 "${REGION}c")
PRIVATESUBNETID=$(create_subnet 10.0.3.0/24 "${REGION}b")
PRIVATESUBNET2ID=$(create_subnet 10.0.4.0/24 "${REGION}c")

GATEWAYID=$(aws ec2 create-internet-gateway --query "InternetGateway.InternetGatewayId" --output text)
aws ec2 attach-internet-gateway --vpc-id "$VPCID" --internet-gateway-id "$GATEWAYID"
ROUTETABLEID=$(aws ec2 create-route-table --vpc-id "$VPCID" --query "RouteTable.RouteTableId" --output text)
quiet aws ec2 create-route --route-table-id "$ROUTETABLEID" --destination-cidr-block 0.0.0.0/0 --gateway-id "$GATEWAYID"
quiet aws ec2 associate-route-table --subnet-id "$SUBNETID" --route-table-id "$ROUTETABLEID"
quiet aws ec2 associate-route-table --subnet-id "$SUBNET2ID" --route-table-id "$ROUTETABLEID"
PRIVATEROUTETABLEID=$(aws ec2 create-route-table --vpc-id "$VPCID" --query "RouteTable.RouteTableId" --output text)
quiet aws ec2 associate-route-table --subnet-id "$PRIVATESUBNETID" --route-table-id "$PRIVATEROUTETABLEID"
quiet aws ec2 associate-route-table --subnet-id "$PRIVATESUBNET2ID" --route-table-id "$PRIVATEROUTETABLEID"

# (The page is on port 8080, so that is the port to open; and not in the network's default group.)
create_security_group() {
  aws ec2 create-security-group --group-name "$1" --description "$2" --vpc-id "$VPCID" --query "GroupId" --output text
}

FIRSTGROUPID=$(create_security_group first-security-group "One task in public")
quiet aws ec2 authorize-security-group-ingress --group-id "$FIRSTGROUPID" --protocol tcp --port 8080 --cidr 0.0.0.0/0

quiet aws ecs create-service --cluster demo-cluster --service-name static-app-service \
  --task-definition "static-app:$TASKREVISION" --desired-count 1 --launch-type "FARGATE" \
  --scheduling-strategy REPLICA --deployment-controller '{"type": "ECS"}' \
  --deployment-configuration minimumHealthyPercent=100,maximumPercent=200 \
  --network-configuration "awsvpcConfiguration={subnets=[$SUBNETID],securityGroups=[$FIRSTGROUPID],assignPublicIp=\"ENABLED\"}"
aws ecs wait services-stable --cluster demo-cluster --services static-app-service

# (The address of this task's own network interface, and not of whichever comes first in the subnet.)
TASKARN=$(aws ecs list-tasks --cluster demo-cluster --service-name static-app-service --query "taskArns[0]" --output text)
ENI=$(aws ecs describe-tasks --cluster demo-cluster --tasks "$TASKARN" \
  --query "tasks[0].attachments[0].details[?name=='networkInterfaceId'].value" --output text)
PUBLICIP=$(aws ec2 describe-network-interfaces --network-interface-ids "$ENI" \
  --query "NetworkInterfaces[0].Association.PublicIp" --output text)
say FIRST "$(curl --silent --fail --noproxy '*' "http://$PUBLICIP:8080/static/" | grep -o '<title>.*</title>')"

# --- Ingress and load balancing with ELB
quiet aws ecs update-service --service static-app-service --cluster demo-cluster --desired-count 0
quiet aws ecs delete-service --service static-app-service --cluster demo-cluster
aws ecs wait services-inactive --services static-app-service --cluster demo-cluster

BALANCERGROUPID=$(create_security_group balancer-security-group "Balancer SG")
quiet aws ec2 authorize-security-group-ingress --group-id "$BALANCERGROUPID" --protocol tcp --port 80 --cidr 0.0.0.0/0
LBARN=$(aws elbv2 create-load-balancer --name demo-balancer --type application --subnets "$SUBNETID" "$SUBNET2ID" \
  --security-groups "$BALANCERGROUPID" --tags Key=Environment,Value=Demo \
  --query "LoadBalancers[0].LoadBalancerArn" --output text)
TGARN=$(aws elbv2 create-target-group --name hostname-app-tg --protocol HTTP --port 80 --target-type ip --vpc-id "$VPCID" \
  --health-check-path /health --query "TargetGroups[0].TargetGroupArn" --output text)
aws elbv2 add-tags --resource-arns "$TGARN" --tags Key=Environment,Value=Demo
quiet aws elbv2 create-listener --load-balancer-arn "$LBARN" --protocol HTTP --port 80 \
  --default-actions "Type=forward,TargetGroupArn=$TGARN" --query "Listeners[0].ListenerArn" --output text

PRIVATESECURITYGROUPID=$(create_security_group private-security-group "Private SG")
for SOURCE in "$BALANCERGROUPID" "$PRIVATESECURITYGROUPID"; do
  quiet aws ec2 authorize-security-group-ingress --group-id "$PRIVATESECURITYGROUPID" --protocol tcp --port 8080 --source-group "$SOURCE"
done

say REPOSITORY "$(create_repository hostname-app)"
push hostname-app
HNTASKREVISION=$(register_task_definition hostname-app \
  '{"name": "QUOTES_URL", "value": "http://random-quote.demo.internal:8080/"}')

# --- VPC endpoints. (One call, with all its lines; the tasks wear the private group.)
create_hostname_service() {
  quiet aws ecs create-service --cluster demo-cluster --service-name hostname-app-service \
    --task-definition "hostname-app:$HNTASKREVISION" --desired-count 2 --launch-type "FARGATE" \
    --scheduling-strategy REPLICA --deployment-controller '{"type": "ECS"}' \
    --deployment-configuration minimumHealthyPercent=100,maximumPercent=200 \
    --network-configuration "awsvpcConfiguration={subnets=[$PRIVATESUBNETID,$PRIVATESUBNET2ID],securityGroups=[$PRIVATESECURITYGROUPID],assignPublicIp=\"DISABLED\"}" \
    --load-balancers "targetGroupArn=$TGARN,containerName=hostname-app,containerPort=8080" \
    --tags key=Environment,value=Demo
}

create_hostname_service
until [ "${TASKARNS:-None}" != None ]; do
  TASKARNS=$(aws ecs list-tasks --cluster demo-cluster --service-name hostname-app-service --desired-status STOPPED \
    --query "taskArns[0]" --output text)
done
say REASON "$(aws ecs describe-tasks --tasks "$TASKARNS" --cluster demo-cluster --query "tasks[0].stoppedReason" --output text)"
quiet aws ecs update-service --service hostname-app-service --cluster demo-cluster --desired-count 0
quiet aws ecs delete-service --service hostname-app-service --cluster demo-cluster
aws ecs wait services-inactive --services hostname-app-service --cluster demo-cluster

ENDPOINTSECURITYGROUPID=$(create_security_group endpoint-security-group "VPC Endpoint SG")
quiet aws ec2 authorize-security-group-ingress --group-id "$ENDPOINTSECURITYGROUPID" --protocol tcp --port 443 \
  --source-group "$PRIVATESECURITYGROUPID"

# (Three interface endpoints and not one, and the gateway in the private subnets' own table.)
for SERVICE in ecr.api ecr.dkr logs; do
  quiet aws ec2 create-vpc-endpoint --vpc-endpoint-type "Interface" --vpc-id "$VPCID" \
    --service-name "com.amazonaws.$REGION.$SERVICE" --security-group-ids "$ENDPOINTSECURITYGROUPID" \
    --subnet-ids "$PRIVATESUBNETID" --private-dns-enabled
done
quiet aws ec2 create-vpc-endpoint --vpc-endpoint-type "Gateway" --vpc-id "$VPCID" \
  --service-name "com.amazonaws.$REGION.s3" --route-table-ids "$PRIVATEROUTETABLEID"
# (A group lets everything out unless told otherwise, so the way to S3 and to the endpoints is open; only now is it used.)
until [ "$(aws ec2 describe-vpc-endpoints --query "VpcEndpoints[?State!='available'] | length(@)" --output text)" = 0 ]; do
  sleep 0.5
done

create_hostname_service
aws ecs wait services-stable --cluster demo-cluster --services hostname-app-service

# --- Internal DNS and service discovery. (The operation takes its time; "local" belongs to mDNS.)
OPERATIONID=$(aws servicediscovery create-private-dns-namespace --name demo.internal --vpc "$VPCID" \
  --query "OperationId" --output text)
until [ "$(aws servicediscovery get-operation --operation-id "$OPERATIONID" --query Operation.Status --output text)" = SUCCESS ]; do
  sleep 0.5
done
NAMESPACEID=$(aws servicediscovery get-operation --operation-id "$OPERATIONID" \
  --query "Operation.Targets.NAMESPACE" --output text)
RQSERVICEARN=$(aws servicediscovery create-service --name random-quote --namespace-id "$NAMESPACEID" \
  --dns-config "DnsRecords=[{Type=A,TTL=10}]" --health-check-custom-config FailureThreshold=1 \
  --query "Service.Arn" --output text)

say REPOSITORY "$(create_repository random-quote-app)"
push random-quote-app
RQTASKREVISION=$(register_task_definition random-quote-app)
# (The registry is what puts the tasks' addresses behind the name.)
quiet aws ecs create-service --cluster demo-cluster --service-name random-quote-app-service \
  --task-definition "random-quote-app:$RQTASKREVISION" --desired-count 1 --launch-type "FARGATE" \
  --network-configuration "awsvpcConfiguration={subnets=[$PRIVATESUBNETID,$PRIVATESUBNET2ID],securityGroups=[$PRIVATESECURITYGROUPID],assignPublicIp=\"DISABLED\"}" \
  --service-registries "registryArn=$RQSERVICEARN" --tags key=Environment,value=Demo
aws ecs wait services-stable --cluster demo-cluster --services random-quote-app-service

say URL "http://$(aws elbv2 describe-load-balancers --load-balancer-arns "$LBARN" --query "LoadBalancers[0].DNSName" --output text)"
